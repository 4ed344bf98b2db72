using System.ComponentModel;

namespace Gatehouse.CompilerServices;

/// <summary>What a call through filters needs besides the filters. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class FilteredCall
{
    /// <summary>
    /// Keeps a stream or a file that the handler returns until <see cref="SendAsync"/>, so that filters can still change the head.
    /// </summary>
    /// <param name="response">The response.</param>
    public static void Hold(Response response) => response.HoldsBody = true;

    /// <summary>Sends what was kept.</summary>
    /// <param name="response">The response.</param>
    public static ValueTask SendAsync(Response response)
    {
        response.HoldsBody = false;
        return response.SendHeldAsync();
    }

    /// <summary>Whether an exception can still become an answer.</summary>
    /// <param name="request">The request.</param>
    /// <param name="response">The response.</param>
    public static bool CanAnswer(Request request, Response response) =>
        request.HasBegun && !request.Aborted.IsCancellationRequested && !response.HasStarted;

    /// <summary>Lets a filter answer an exception. True when it did.</summary>
    /// <param name="filter">The filter.</param>
    /// <param name="exception">What was thrown.</param>
    /// <param name="request">The request.</param>
    /// <param name="response">The response.</param>
    public static ValueTask<bool> AnswerAsync(IExceptionFilter filter, Exception exception, Request request, Response response)
    {
        response.Reset();
        return filter.OnExceptionAsync(exception, request, response);
    }
}
