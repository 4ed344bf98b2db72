namespace Gatehouse;

/// <summary>Turns what a handler or a filter within throws into an answer.</summary>
public interface IExceptionFilter
{
    /// <summary>
    /// Called with whatever the handler, the binding of its arguments or a filter further in throws, <see cref="HttpStatusException"/>
    /// included; the filter nearest to the handler first. The response is empty: what was written, and every header, is forgotten,
    /// as it is when the engine answers. Not called when nobody can be answered any more: the client is gone
    /// (<see cref="Request.Aborted"/>) or the head was sent (<see cref="Response.HasStarted"/>).
    /// </summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">The answer to fill in.</param>
    /// <returns>True when the response is the answer; false lets the exception go on to the next filter, and to the engine.</returns>
    ValueTask<bool> OnExceptionAsync(Exception exception, Request request, Response response);
}
