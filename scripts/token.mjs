// `npm run --silent token -- department-staff`: an access token of a running instance, for a sample account.
// The instance is the one on PORT (3000) of HOST (this machine).
import { signIn } from './sign-in.mjs';

const [account = ''] = process.argv.slice(2);
const { HOST: host = '127.0.0.1', PORT: port = '3000' } = process.env;
const gateway = `http://${['0.0.0.0', '::', ''].includes(host) ? '127.0.0.1' : host}:${port || 3000}`;
try {
  console.log(await signIn(gateway, account));
} catch (error) {
  if (error.accounts) {
    console.error(`${account ? error.message : 'Usage: npm run --silent token -- <account>'} The accounts:`);
    for (const name of error.accounts) console.error(`  ${name}`);
    process.exitCode = 2;
  } else {
    const hint = error.away ? ` Is \`npm start\` running? PORT says where (now ${port}).` : '';
    console.error(`No token: ${error.message}${hint}`);
    process.exitCode = 1;
  }
}
