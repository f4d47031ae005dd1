/** The entry of a judging thread. */
import { serveOrders } from '../adapters/worker-orders.ts';
import type { JudgedPortion, JudgeOrder } from '../pipeline/ports.ts';
import { type Appointment, appointJudge } from './judge.ts';

serveOrders<Appointment, JudgeOrder, JudgedPortion>((appointment) => {
  const judge = appointJudge(appointment);
  return (order) => {
    const answer = judge(order);
    return { answer, moved: [answer.packed.buffer as ArrayBuffer] };
  };
});
