/**
 * 工作台: wires every page. All listening is by delegation on the document, so that a part of the page may be swapped
 * for a fresh one (refresh.js) without anything to attach again.
 */

import { lendFont } from "../h5/fonts.js";
import { listenForImports } from "./catalogue.js";
import { listenForDialogs } from "./dialogs.js";
import { listenForForms } from "./forms.js";
import { listenForKeyFiles } from "./key_files.js";
import { listenForKeys } from "./keys.js";
import { listenForNews } from "./live.js";
import { listenForMenus } from "./menus.js";
import { listenForModels } from "./models.js";
import { listenForPads } from "./pad.js";
import { watchProgress } from "./progress.js";
import { listenForScans } from "./scanner.js";
import { listenForTill } from "./till.js";
import { listenForTransfers } from "./transfer.js";
import { listenForViewing } from "./viewer.js";

lendFont();
listenForDialogs();
listenForImports();
listenForForms();
listenForViewing();
listenForTransfers();
listenForMenus();
listenForModels();
listenForPads();
if (document.body.hasAttribute("data-desk")) {
  listenForScans();
  listenForNews();
  listenForTill();
}
listenForKeys();
listenForKeyFiles();
watchProgress();
document.documentElement.classList.add("console-ready");
