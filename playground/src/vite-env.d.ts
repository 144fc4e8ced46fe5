/// <reference types="vite/client" />
/// <reference types="vite-plugin-renditions/client" />
