namespace Gatehouse;

/// <summary>Runs before a handler, and may answer in its place.</summary>
public interface IBeforeFilter
{
    /// <summary>
    /// Called when the handler is chosen, before anything of the request is bound. For a WebSocket: before the connection is upgraded.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="response">The answer: complete where the request does not go on.</param>
    /// <returns>True lets the request go on; false ends it with what the response holds.</returns>
    /// <exception cref="HttpStatusException">Ends the request as well, with that status.</exception>
    ValueTask<bool> BeforeAsync(Request request, Response response);
}
