using System.Net.ServerSentEvents;

namespace Gatehouse;

/// <content>Server-Sent Events (WHATWG HTML, "Server-sent events"), which browsers read with <c>EventSource</c>.</content>
public sealed partial class Response
{
    /// <summary>
    /// An answer that is a stream of events, each sent as it comes; the source waits while the client is slow. It goes on until
    /// the source ends, the client leaves or the worker drains: the setting <c>timeout</c> does not apply. The source is told to stop
    /// through the token of its enumerator, which <c>[EnumeratorCancellation]</c> gives to an iterator.
    /// </summary>
    /// <param name="events">The events.</param>
    /// <param name="keepAlive">
    /// Time without an event after which a comment is sent, so that no proxy takes the connection for dead and a client that is gone
    /// is noticed; null for 15 seconds, <see cref="Timeout.InfiniteTimeSpan"/> for never.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The time is zero, or negative and not infinite, or over 49 days.</exception>
    public static Response Events(IAsyncEnumerable<SseItem<string>> events, TimeSpan? keepAlive = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        TimeSpan interval = keepAlive ?? ServerSentEvents.DefaultKeepAlive;
        if (interval != Timeout.InfiniteTimeSpan && (interval <= TimeSpan.Zero || interval.TotalMilliseconds >= uint.MaxValue))
            throw new ArgumentOutOfRangeException(nameof(keepAlive), keepAlive, "A time above zero, or infinite.");
        var response = new Response { EventSource = new EventSource(events, interval) };
        ServerSentEvents.SetHeaders(response);
        return response;
    }

    /// <summary>
    /// Sends one event, and waits until the kernel took it. The first one makes the answer a stream of events:
    /// <c>text/event-stream</c>, not to be cached, passed on at once by nginx, and no longer under the setting <c>timeout</c>.
    /// </summary>
    /// <param name="item">The event. Its id and type have no line ends, and its id no NUL.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <exception cref="ArgumentException">The id or type has a character that cannot be sent.</exception>
    /// <exception cref="InvalidOperationException">The response was made by the handler, which returns it to have it sent.</exception>
    /// <exception cref="IOException">The client is gone.</exception>
    public ValueTask SendEventAsync(SseItem<string> item, CancellationToken cancellationToken = default)
    {
        BeginEvents();
        ServerSentEvents.Write(this, item);
        return Exchange.FlushAsync(cancellationToken);
    }

    /// <summary>
    /// Sends a comment, which clients ignore: for keeping the connection alive between events. Begins a stream of events as
    /// <see cref="SendEventAsync"/> does.
    /// </summary>
    /// <param name="comment">The text; each of its lines becomes a comment.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    /// <exception cref="InvalidOperationException">The response was made by the handler, which returns it to have it sent.</exception>
    /// <exception cref="IOException">The client is gone.</exception>
    public ValueTask SendCommentAsync(string comment = "", CancellationToken cancellationToken = default)
    {
        BeginEvents();
        ServerSentEvents.WriteComment(this, comment);
        return Exchange.FlushAsync(cancellationToken);
    }

    private void BeginEvents()
    {
        IExchange owner = Exchange;
        if (HasStarted) return;
        ServerSentEvents.SetHeaders(this);
        owner.OutliveDeadline();
    }
}
