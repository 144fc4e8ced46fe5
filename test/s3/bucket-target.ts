import type { Target } from '../../src/ports.js'
import { createS3Target, type S3TargetSetting } from '../../src/publish/targets/s3/target.js'
import type { Bucket } from './radosgw.js'

/** How a site would be set up for a bucket, with the patience of a test. */
export function settingFor(store: Bucket, more: Partial<S3TargetSetting> = {}): S3TargetSetting {
  return {
    name: 'cdn',
    bucket: store.bucket,
    endpoint: store.endpoint,
    prefix: 'site',
    url: 'https://cdn.example/site',
    env: { ...store.env, HOME: '/nowhere' },
    ...more,
    patience: { pause: 5, idle: 10_000, ...more.patience },
  }
}

/** A target on a bucket of the server of the tests. */
export function targetOn(store: Bucket, more: Partial<S3TargetSetting> = {}): Target {
  return createS3Target(settingFor(store, more))
}
