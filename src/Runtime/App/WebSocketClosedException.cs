namespace Gatehouse;

/// <summary>
/// A message cannot be sent: the WebSocket is closed, by either side, or the client is gone. A handler that lets it escape has
/// ended as it should; it is not logged.
/// </summary>
public sealed class WebSocketClosedException : IOException
{
    internal WebSocketClosedException(Exception? cause)
        : base("The WebSocket is closed.", cause)
    {
    }
}
