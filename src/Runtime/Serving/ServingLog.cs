using Gatehouse.Linux;
using Microsoft.Extensions.Logging;

namespace Gatehouse.Serving;

/// <summary>What connections tell the operator. Event ids 1000 to 1999.</summary>
internal static partial class ServingLog
{
    [LoggerMessage(1000, LogLevel.Error, "Error handling request {Method} {Target}")]
    public static partial void HandlerFailed(ILogger logger, string method, string target, Exception failure);

    [LoggerMessage(1001, LogLevel.Warning, "Request {Method} {Target} {What} for {Seconds:F1} s and was given up")]
    public static partial void RequestTimedOut(ILogger logger, string method, string target, string what, double seconds);

    [LoggerMessage(1002, LogLevel.Debug, "Refused a request of {Peer} with {Status}: {Reason}")]
    public static partial void RequestRefused(ILogger logger, PeerAddress peer, int status, string reason);

    [LoggerMessage(1003, LogLevel.Information, "Closed the connection of {Peer}: it took {Bytes} bytes in {Seconds:F1} s")]
    public static partial void ClientTooSlow(ILogger logger, PeerAddress peer, long bytes, double seconds);

    [LoggerMessage(1004, LogLevel.Error, "The answer to {Method} {Target} declared {Declared} bytes and has {Actual}")]
    public static partial void BodyLengthMismatch(ILogger logger, string method, string target, long declared, long actual);

    [LoggerMessage(1005, LogLevel.Error, "Cannot accept connections: {Reason}. Trying again in {Milliseconds} ms")]
    public static partial void AcceptFailed(ILogger logger, string reason, long milliseconds);

    [LoggerMessage(1009, LogLevel.Warning, "{Most} connections are open, as many as maxConnections allows: others wait to be accepted")]
    public static partial void ConnectionsFull(ILogger logger, int most);

    [LoggerMessage(1010, LogLevel.Debug, "Turned a connection of {Peer} away: its address has as many as maxConnectionsPerAddress allows")]
    public static partial void AddressFull(ILogger logger, PeerAddress peer);

    [LoggerMessage(1006, LogLevel.Warning, "Cut {Connections} connections with {Running} running requests: the graceful timeout is over")]
    public static partial void ConnectionsCut(ILogger logger, int connections, int running);

    [LoggerMessage(1007, LogLevel.Error, "A callback on the event loop failed")]
    public static partial void CallbackFailed(ILogger logger, Exception failure);

    [LoggerMessage(1008, LogLevel.Error, "The application's stop hook failed")]
    public static partial void StopHookFailed(ILogger logger, Exception failure);

    [LoggerMessage(1011, LogLevel.Warning, "{Peer} sent {Header} and is no trusted proxy: ignored. Each worker says so once a minute")]
    public static partial void ForwardedIgnored(ILogger logger, PeerAddress peer, string header);

    [LoggerMessage(1012, LogLevel.Warning, "The trusted proxy {Peer} states what is not valid: {Reason}. Each worker says so once a minute")]
    public static partial void ForwardedNotValid(ILogger logger, PeerAddress peer, string reason);

    [LoggerMessage(1013, LogLevel.Warning, "Closed a connection of {Peer}: {Reason}. More of that address are not told of for a minute")]
    public static partial void ProxyHeaderRefused(ILogger logger, PeerAddress peer, string reason);

    [LoggerMessage(1014, LogLevel.Warning, "Closed a connection of {Peer}: it is none of the trusted proxies, and this listener is for them. More of that address are not told of for a minute")]
    public static partial void ProxyNotTrusted(ILogger logger, PeerAddress peer);

    [LoggerMessage(1100, LogLevel.Debug, "The TLS handshake with {Peer} failed: {Reason}")]
    public static partial void HandshakeFailed(ILogger logger, PeerAddress peer, string reason);

    [LoggerMessage(1101, LogLevel.Debug, "The TLS connection of {Peer} broke: {Reason}")]
    public static partial void TlsBroken(ILogger logger, PeerAddress peer, string reason);
}
