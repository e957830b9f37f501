const { SwcJsMinimizerRspackPlugin } = require('@rspack/core');

// The same sources build to the same bytes in any folder: ids are counted and not made from paths, and
// names stay as they are, since which short name they would get depends on the folder, too.
module.exports = {
  optimization: {
    moduleIds: 'natural',
    chunkIds: 'named',
    minimizer: [new SwcJsMinimizerRspackPlugin({ minimizerOptions: { mangle: false } })]
  },
  resolve: { symlinks: false },
  resolveLoader: { symlinks: false }
};
