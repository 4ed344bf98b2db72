using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace Gatehouse;

/// <summary>
/// An open WebSocket connection, as a <see cref="WebSocketAttribute"/> handler gets it. One task may receive while any number of
/// others send. Pings, pongs, fragments and the closing handshake are taken care of.
/// </summary>
public sealed class GatewayWebSocket
{
    // Most messages fit; a larger buffer is not kept for the next message.
    private const int FirstBuffer = 4 * 1024;
    private const int KeptBuffer = 64 * 1024;

    // Time that a client gets to answer a close frame before the connection is ended all the same.
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly IExchange exchange;
    private readonly int maxMessageBytes;
    private byte[] buffer = [];
    private int isReceiving;
    private volatile bool isServed = true;
    private volatile bool isFailed;

    /// <param name="exchange">The exchange that the connection was upgraded by.</param>
    /// <param name="connection">Its bytes.</param>
    /// <param name="options">What was agreed on in the handshake.</param>
    /// <param name="maxMessageBytes">See <see cref="WebSocketAttribute.MaxMessageBytes"/>.</param>
    internal GatewayWebSocket(IExchange exchange, Stream connection, WebSocketCreationOptions options, int maxMessageBytes)
    {
        this.exchange = exchange;
        this.maxMessageBytes = maxMessageBytes;
        Draining = exchange.Draining;
        Raw = WebSocket.CreateFromStream(new WebSocketStream(connection, OnLetGo), options);
    }

    /// <summary>The subprotocol that was agreed on; null for none.</summary>
    public string? Subprotocol => Raw.SubProtocol;

    /// <summary>
    /// Cancelled when the worker begins to stop. The client is told by a close frame (1001) at the same time, so that nothing can be
    /// sent any more; the handler has the graceful timeout to end.
    /// </summary>
    public CancellationToken Draining { get; }

    /// <summary>Whether messages can be sent: neither side has closed, and the client is not known to be gone.</summary>
    public bool IsOpen => Raw.State == WebSocketState.Open;

    /// <summary>
    /// Code of the close frame that the client sent; null while it sent none, and for ever where it went without one (RFC 6455
    /// section 7.1.5 calls that 1006).
    /// </summary>
    public WebSocketCloseStatus? CloseStatus => Raw.CloseStatus;

    /// <summary>Reason in the client's close frame; null where there is none.</summary>
    public string? CloseReason => Raw.CloseStatusDescription;

    /// <summary>
    /// What stands below, for what this class does not offer, such as messages in fragments. It knows no message limit, and does not
    /// wait for other sends; use it instead of this object's methods, not beside them.
    /// </summary>
    public WebSocket Raw { get; }

    /// <summary>Waits for the next message.</summary>
    /// <param name="cancellationToken">Gives the wait up, and with it the connection: what was half received is lost.</param>
    /// <returns>
    /// The message; null when no other will come, because either side has closed, the client is gone, or it broke the protocol
    /// or the message limit.
    /// </returns>
    /// <exception cref="InvalidOperationException">Another task is receiving.</exception>
    public async ValueTask<WebSocketMessage?> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref isReceiving, 1) != 0) throw new InvalidOperationException("Another task is receiving from this WebSocket.");
        try
        {
            return await ReceiveWholeAsync(cancellationToken);
        }
        catch (Exception e) when (IsEndOfConnection(e, cancellationToken))
        {
            isFailed = true;
            return null;
        }
        finally
        {
            Volatile.Write(ref isReceiving, 0);
        }
    }

    /// <summary>Waits for the next message, as text. A binary message is closed with 1003, for a handler that takes text only.</summary>
    /// <param name="cancellationToken">Gives the wait up, and with it the connection.</param>
    /// <returns>The text; null when no other will come: see <see cref="ReceiveAsync"/>.</returns>
    /// <exception cref="InvalidOperationException">Another task is receiving.</exception>
    public async ValueTask<string?> ReceiveTextAsync(CancellationToken cancellationToken = default)
    {
        if (await ReceiveAsync(cancellationToken) is not { } message) return null;
        if (message.IsText) return message.ToString();
        await TryCloseOutputAsync(WebSocketCloseStatus.InvalidMessageType, "Text is expected.");
        return null;
    }

    /// <summary>The messages, until no other will come: see <see cref="ReceiveAsync"/>.</summary>
    /// <param name="cancellationToken">Gives the wait up, and with it the connection.</param>
    /// <exception cref="InvalidOperationException">Another task is receiving.</exception>
    public async IAsyncEnumerable<WebSocketMessage> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await ReceiveAsync(cancellationToken) is { } message) yield return message;
    }

    /// <summary>Sends a text message. Waits while other messages are being sent, and while the client is slow.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellationToken">Gives the wait up; once the message is on its way, the connection with it.</param>
    /// <exception cref="WebSocketClosedException">The connection is closed, or the client gone.</exception>
    public ValueTask SendTextAsync(string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, cancellationToken);
    }

    /// <summary>Sends a text message that is UTF-8 already. Waits while other messages are being sent, and while the client is slow.</summary>
    /// <param name="utf8">The text; it must not change until it is sent. Whether it is UTF-8 is not checked.</param>
    /// <param name="cancellationToken">Gives the wait up; once the message is on its way, the connection with it.</param>
    /// <exception cref="WebSocketClosedException">The connection is closed, or the client gone.</exception>
    public ValueTask SendTextAsync(ReadOnlyMemory<byte> utf8, CancellationToken cancellationToken = default) =>
        SendAsync(utf8, WebSocketMessageType.Text, cancellationToken);

    /// <summary>Sends a binary message. Waits while other messages are being sent, and while the client is slow.</summary>
    /// <param name="data">The bytes; they must not change until they are sent.</param>
    /// <param name="cancellationToken">Gives the wait up; once the message is on its way, the connection with it.</param>
    /// <exception cref="WebSocketClosedException">The connection is closed, or the client gone.</exception>
    public ValueTask SendBinaryAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) =>
        SendAsync(data, WebSocketMessageType.Binary, cancellationToken);

    /// <summary>
    /// Closes: sends a close frame, waits 5 s for the client's, and takes no more messages. Does nothing to a connection that is
    /// closed already.
    /// </summary>
    /// <param name="status">The code (RFC 6455 section 7.4.1).</param>
    /// <param name="reason">The reason, at most 123 bytes of UTF-8; null for none.</param>
    /// <exception cref="ArgumentException">The reason is too long.</exception>
    public async ValueTask CloseAsync(WebSocketCloseStatus status = WebSocketCloseStatus.NormalClosure, string? reason = null)
    {
        await TryCloseOutputAsync(status, reason);
        await AwaitCloseAsync();
    }

    /// <summary>Sends a close frame, unless one was sent or the connection is gone. Waits for nothing but its turn.</summary>
    internal async ValueTask TryCloseOutputAsync(WebSocketCloseStatus status, string? reason)
    {
        await writing.WaitAsync();
        try
        {
            if (Raw.State is WebSocketState.Open or WebSocketState.CloseReceived) await Raw.CloseOutputAsync(status, reason, CancellationToken.None);
        }
        catch (Exception e) when (IsEndOfConnection(e, CancellationToken.None))
        {
            // There is nobody left to tell.
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>Whether an exception says no more than that the connection has ended.</summary>
    internal bool IsEndOfConnection(Exception failure, CancellationToken cancellationToken) => failure switch
    {
        WebSocketException or IOException or ObjectDisposedException => true,

        // What the keep-alive and an abort make of a wait that nobody gave up.
        OperationCanceledException => !cancellationToken.IsCancellationRequested && Raw.State is WebSocketState.Aborted or WebSocketState.Closed,
        _ => false,
    };

    /// <summary>The handler is done: what happens to the connection from now on is not its concern.</summary>
    internal void EndService() => isServed = false;

    /// <summary>
    /// The WebSocket has let go of the connection. A handler that is receiving hears of it; any other one, which may wait for something
    /// else for ever, is told by its request's token, and the connection does not wait for it.
    /// </summary>
    private void OnLetGo()
    {
        if (isServed && Raw.State == WebSocketState.Aborted && Volatile.Read(ref isReceiving) == 0) exchange.Abort();
    }

    private async ValueTask<WebSocketMessage?> ReceiveWholeAsync(CancellationToken cancellationToken)
    {
        if (buffer.Length is 0 or > KeptBuffer) buffer = new byte[Math.Min(FirstBuffer, Room(maxMessageBytes))];
        int length = 0;
        while (Raw.State is WebSocketState.Open or WebSocketState.CloseSent)
        {
            ValueWebSocketReceiveResult received = await Raw.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await AnswerCloseAsync();
                return null;
            }

            length += received.Count;
            if (length > maxMessageBytes)
            {
                await TryCloseOutputAsync(WebSocketCloseStatus.MessageTooBig, $"A message is at most {maxMessageBytes} bytes.");
                return null;
            }

            if (received.EndOfMessage) return new WebSocketMessage(buffer.AsMemory(0, length), received.MessageType == WebSocketMessageType.Text);
            if (length == buffer.Length) Array.Resize(ref buffer, (int)Math.Min(length * 2L, Room(maxMessageBytes)));
        }

        return null;
    }

    /// <summary>Room for a message at its limit and one byte more, by which a longer one is known.</summary>
    private static int Room(int limit) => (int)Math.Min(limit + 1L, Array.MaxLength);

    private async ValueTask SendAsync(ReadOnlyMemory<byte> data, WebSocketMessageType type, CancellationToken cancellationToken)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            if (!IsOpen) throw new WebSocketClosedException(null);
            await Raw.SendAsync(data, type, endOfMessage: true, cancellationToken);
        }
        catch (Exception e) when (e is not WebSocketClosedException && IsEndOfConnection(e, cancellationToken))
        {
            throw new WebSocketClosedException(e);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>The client closes: it gets its own code back (RFC 6455 section 5.5.1); where it gave none, 1000, since 1005 is never sent.</summary>
    private ValueTask AnswerCloseAsync()
    {
        WebSocketCloseStatus status = Raw.CloseStatus is { } code and not WebSocketCloseStatus.Empty ? code : WebSocketCloseStatus.NormalClosure;
        return TryCloseOutputAsync(status, null);
    }

    /// <summary>
    /// Reads away what the client still sends until its close frame comes, within bounds. One that broke the protocol is told so, but not
    /// waited for (RFC 6455 section 7.1.7).
    /// </summary>
    private async ValueTask AwaitCloseAsync()
    {
        if (isFailed || Raw.State != WebSocketState.CloseSent) return;
        using var limit = new CancellationTokenSource(CloseTimeout);
        try
        {
            await Raw.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException || IsEndOfConnection(e, limit.Token))
        {
            // It does not answer, or is gone: the connection is ended without it.
        }
    }
}
