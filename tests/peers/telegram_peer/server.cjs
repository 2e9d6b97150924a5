// Starts telegram-test-api: node server.cjs PACKAGE_FOLDER PORT
const [, , folder, port] = process.argv;
const TelegramServer = require(folder);

// it does not catch a webhook that fails, and would end
process.on('unhandledRejection', () => {});

const server = new TelegramServer({ port: Number(port), host: '127.0.0.1', storeTimeout: 3600 });
server.start().then(() => console.log('ready'));
