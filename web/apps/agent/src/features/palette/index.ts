export { default } from "./palette";
