// mailparser turns HTML into text unless told not to; we read HTML ourselves, because this package can be made to hang.
module.exports = {
  htmlToText() {
    throw new Error('html-to-text is left out of the bundle: call mailparser with skipHtmlToText');
  },
};
