console.warn("The chat widget is not built into this server: `cargo xtask run` builds it, and needs Node 20 or newer.");
