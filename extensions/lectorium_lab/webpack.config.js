// Ids are counted, not made from paths, so that the same sources build to the same bytes in any folder.
module.exports = {
  optimization: { moduleIds: 'natural', chunkIds: 'named' },
  resolve: { symlinks: false }
};
