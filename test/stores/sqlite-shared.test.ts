/** One file that several processes share keeps what every store promises, and what a store of several processes promises. */
import { secondHandleContract } from '../contract/second-handle.ts'
import type { OpenStore } from '../contract/store-under-test.ts'
import { storeContract } from '../contract/suite.ts'
import { shared } from './sqlite-members.ts'

const open: OpenStore = async (t, options) => {
  const { joined, reopen } = shared(t, options)
  const second = async () => (await joined()).store
  return { store: await second(), reopen, second, restores: false }
}

storeContract(open)
secondHandleContract(open)
