// The list of top-level domains is for the linkifier, which is left out too.
module.exports = [];
