import Koa, { type Context } from 'koa'

type Handled = (ctx: Context) => Promise<void>

/**
 * Koa, for a pipeline that writes most answers itself. Koa listens for the end of every answer to hear of errors that the pipeline has dealt with;
 * these listeners were a tenth of the garbage of a check. Here an answer with `ctx.respond = false` is left to who writes it, and every
 * other one goes Koa's way.
 */
export class PipelineApp extends Koa {
  async handleRequest(ctx: Context, pipeline: Handled): Promise<void> {
    ctx.res.statusCode = 404
    try {
      await pipeline(ctx)
    } catch (error) {
      ctx.onerror(error as Error)
      return
    }
    if (ctx.respond !== false) await this.#respond(ctx)
  }

  /** What Koa does with the status and the body of an answer, once they are there. */
  #respond(ctx: Context): Promise<void> {
    const { statusCode } = ctx.res
    const answered: Handled = async () => {
      ctx.res.statusCode = statusCode
    }
    return (Koa.prototype as unknown as { handleRequest: PipelineApp['handleRequest'] }).handleRequest.call(
      this,
      ctx,
      answered,
    )
  }
}
