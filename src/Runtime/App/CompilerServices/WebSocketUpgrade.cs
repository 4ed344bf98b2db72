using System.ComponentModel;
using System.Net.WebSockets;
using System.Text;
using Gatehouse.Http;

namespace Gatehouse.CompilerServices;

/// <summary>Answers the request of a WebSocket route and runs its handler. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WebSocketUpgrade
{
    // The reason of a close frame (RFC 6455 section 5.5: 125 bytes, of which two are the code).
    private const int MaxReason = 123;

    /// <summary>
    /// Refuses the request, or upgrades its connection and runs the handler on it. The connection is closed when the handler is done:
    /// with 1000; with 1008 when it threw an <see cref="HttpStatusException"/> below 500; with 1011, and again the exception, when
    /// it threw another.
    /// </summary>
    /// <typeparam name="TCall">What the handler needs beside the socket.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="response">The response.</param>
    /// <param name="options">What the route declares.</param>
    /// <param name="call">The application and the arguments, bound before anything is answered.</param>
    /// <param name="handler">The call of the handler.</param>
    public static ValueTask ServeAsync<TCall>(
        Request request, Response response, WebSocketAttribute options, TCall call, Func<TCall, GatewayWebSocket, ValueTask> handler)
    {
        RequestHead head = request.Head;
        ReadOnlySpan<byte> bytes = request.HeadBytes;
        var handshake = WebSocketHandshake.Read(head, bytes);
        if (handshake.Status != 101) return Refuse(response, handshake);
        if (!MayConnect(request, options.Origins)) return Refuse(response, 403, "Pages of this origin may not connect.");
        if (!WebSocketHandshake.TrySelectSubprotocol(head, bytes, options.Subprotocols ?? [], out string? subprotocol))
            return Refuse(response, 400, "Sec-WebSocket-Protocol must be a list of tokens.");

        var creation = new WebSocketCreationOptions
        {
            IsServer = true,
            SubProtocol = subprotocol,
            KeepAliveInterval = TimeSpan.FromSeconds(options.PingInterval),

            // Without a limit .NET would send pongs that nobody asked for instead of pings; 24 days are none either.
            KeepAliveTimeout = options.PingTimeout > 0 ? TimeSpan.FromSeconds(options.PingTimeout) : TimeSpan.FromMilliseconds(int.MaxValue),
        };
        response.Headers.Add("Sec-WebSocket-Accept", handshake.Text);
        if (subprotocol is not null) response.Headers.Add("Sec-WebSocket-Protocol", subprotocol);
        if (options.Compression && PermessageDeflate.Negotiate(head, bytes, out int windowBits) is { } extension)
        {
            response.Headers.Add("Sec-WebSocket-Extensions", extension);
            creation.DangerousDeflateOptions = new WebSocketDeflateOptions
            {
                ServerMaxWindowBits = windowBits,
                ServerContextTakeover = false,
                ClientContextTakeover = false,
            };
        }

        return RunAsync(request.Exchange, creation, options.MaxMessageBytes, call, handler);
    }

    private static async ValueTask RunAsync<TCall>(
        IExchange exchange,
        WebSocketCreationOptions creation,
        int maxMessageBytes,
        TCall call,
        Func<TCall, GatewayWebSocket, ValueTask> handler)
    {
        Stream connection = await exchange.UpgradeAsync("websocket", CancellationToken.None);
        var socket = new GatewayWebSocket(exchange, connection, creation, maxMessageBytes);
        using WebSocket raw = socket.Raw;
        await using CancellationTokenRegistration whenDraining = socket.Draining.UnsafeRegister(
            static state => _ = ((GatewayWebSocket)state!).TryCloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "The server is stopping.").AsTask(),
            socket);
        try
        {
            try
            {
                await handler(call, socket);
            }
            finally
            {
                socket.EndService();
            }

            await socket.CloseAsync();
        }
        catch (HttpStatusException refusal) when (refusal.Status < 500)
        {
            await socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, Reason(refusal.Message));
        }
        catch (Exception e) when (!socket.IsOpen && e is WebSocketClosedException or WebSocketException or OperationCanceledException)
        {
            // The handler could not go on without its client.
            await socket.CloseAsync();
        }
        catch
        {
            await socket.CloseAsync(WebSocketCloseStatus.InternalServerError);
            throw;
        }
    }

    private static bool MayConnect(Request request, string[]? allowed)
    {
        int count = WebSocketHandshake.Find(request.Head, request.HeadBytes, "Origin"u8, out ReadOnlySpan<byte> origin);
        if (count == 0) return true;
        if (count > 1) return false;
        return WebSocketOrigin.IsOwn(origin, Encoding.Latin1.GetBytes(request.Host), request.Scheme == "https")
            || WebSocketOrigin.IsAllowed(origin, allowed ?? []);
    }

    private static ValueTask Refuse(Response response, WebSocketHandshake handshake)
    {
        // RFC 9110 section 15.5.22. The engine adds the Connection that belongs to it.
        if (handshake.Status == 426) response.Headers.Add("Upgrade", "websocket");
        if (handshake.IsOtherVersion) response.Headers.Add("Sec-WebSocket-Version", WebSocketHandshake.Version);
        return Refuse(response, handshake.Status, handshake.Text);
    }

    private static ValueTask Refuse(Response response, int status, string reason)
    {
        response.Status = status;
        response.ContentType = Response.PlainText;
        response.Write(reason + "\n");
        return default;
    }

    /// <summary>As much of a message as a close frame can carry, whole characters.</summary>
    private static string Reason(string message)
    {
        Encoding.UTF8.GetEncoder().Convert(message, stackalloc byte[MaxReason], flush: false, out int used, out _, out _);
        return message[..used];
    }
}
