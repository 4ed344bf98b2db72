using System.Diagnostics.CodeAnalysis;

namespace Gatehouse;

/// <summary>
/// Serves WebSocket connections (RFC 6455) on a path: the method returns a <see cref="Task"/> or <see cref="ValueTask"/>, takes one
/// <see cref="GatewayWebSocket"/> beside route parameters, and the connection lives as long as it runs. A request that asks
/// for no upgrade is answered 426.
/// </summary>
/// <param name="template">Path template, such as <c>/chat/{room}</c>.</param>
public sealed class WebSocketAttribute([StringSyntax("Route")] string template) : HttpMethodAttribute(template, "GET")
{
    /// <summary>
    /// Subprotocols that the handler speaks. The first of the client's that is among them is chosen; see
    /// <see cref="GatewayWebSocket.Subprotocol"/>. Default: none.
    /// </summary>
    public string[]? Subprotocols { get; set; }

    /// <summary>
    /// Origins of other sites whose pages may connect, as browsers send them (<c>https://app.example.org</c>), or <c>*</c> for all.
    /// Default: none, and pages of the server's own host and port may. Clients that send no Origin are no browsers and may
    /// always connect. Other origins are refused with 403, because a browser sends the user's cookies with every page's
    /// handshake (CWE-1385).
    /// </summary>
    public string[]? Origins { get; set; }

    /// <summary>
    /// Bytes of a message, uncompressed and all its fragments together. A longer one ends the connection with 1009. Default:
    /// 1 MiB.
    /// </summary>
    public int MaxMessageBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// Whether messages are compressed where the client offers it (permessage-deflate, RFC 7692). Default: no. Compression of a
    /// secret together with what an attacker chose betrays the secret by the message's length (CRIME, BREACH).
    /// </summary>
    public bool Compression { get; set; }

    /// <summary>
    /// Seconds after which a quiet client is pinged, which also keeps proxies from closing the connection; 0 for no pings.
    /// Default: 30.
    /// </summary>
    public double PingInterval { get; set; } = 30;

    /// <summary>Seconds that a client gets to answer a ping before its connection is ended; 0 for no limit. Default: 30.</summary>
    public double PingTimeout { get; set; } = 30;
}
