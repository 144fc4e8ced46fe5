/**
 * The viewer of models for pages of other sites, as one classic script. What draws models is a package of the site's own, with
 * a megabyte of script, which stands beside this one and is loaded when somebody wants to see a model; where the site has none,
 * there is the style of the markup, a poster and a link.
 */
import { adoptStyle } from './base/style.js'
import { defineModel } from './model/define-model.js'
import { libraryAddress, loadLibrary } from './model/library.js'
import pageStyle from './model/page.css?inline'

const address = libraryAddress()
if (address === undefined) adoptStyle(document, pageStyle)
else defineModel(() => loadLibrary(address))
