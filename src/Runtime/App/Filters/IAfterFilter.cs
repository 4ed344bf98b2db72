namespace Gatehouse;

/// <summary>Runs after a handler, and may change status and headers of its answer.</summary>
public interface IAfterFilter
{
    /// <summary>
    /// Called when the answer is there and not yet sent: a stream or a file that a handler returned is sent after the outermost
    /// filter. What a handler flushed itself is gone, and the head with it (<see cref="Response.HasStarted"/>); so it is after a
    /// WebSocket, whose handler is done when the connection is. Not called where an exception ends the request, nor where the
    /// filter's own <see cref="IBeforeFilter"/> does.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="response">The answer.</param>
    ValueTask AfterAsync(Request request, Response response);
}
