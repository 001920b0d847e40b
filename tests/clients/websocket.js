// Node.js before 22 has no WebSocket of its own, as browsers have.
import { WebSocket } from "ws";

globalThis.WebSocket ??= WebSocket;
