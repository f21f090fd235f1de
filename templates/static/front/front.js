/** 首页与提示页: lends Chinese type to a machine that has none. */
import { lendFont } from "../h5/fonts.js";

lendFont();
