/**
 * The viewer of models for pages of other sites, as one classic script: only the style of its markup, a poster and a link. What
 * draws models is a package of the site's own, with a megabyte of script, that such a script cannot bring along.
 */
import pageStyle from './model/page.css?inline'
import { adoptStyle } from './base/style.js'

adoptStyle(document, pageStyle)
