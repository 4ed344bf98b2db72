using System.Globalization;
using System.Net;

namespace Gatehouse.Hosting.Nginx;

/// <summary>An address that nginx hands requests to.</summary>
/// <param name="SocketPath">Path of a Unix socket; null for TCP.</param>
/// <param name="Host">Name or address, without brackets; empty for a Unix socket.</param>
/// <param name="Port">Port; 0 for a Unix socket.</param>
internal sealed record NginxTarget(string? SocketPath, string Host, int Port)
{
    /// <summary>What the path of a Unix socket is written behind.</summary>
    public const string UnixScheme = "unix:";

    /// <summary>The port where none is written.</summary>
    public const int HttpPort = 80;

    public bool IsUnix => SocketPath is not null;

    /// <summary>Whether it is on the same machine.</summary>
    public bool IsLocal => IsUnix || Host == "localhost" || IPAddress.TryParse(Host, out IPAddress? address) && IPAddress.IsLoopback(address);

    /// <summary>Whether a listener of this machine is spoken to there; of TCP the port tells.</summary>
    public bool Reaches(NginxTarget listener) => IsUnix ? PathOf(SocketPath) == PathOf(listener.SocketPath) : !listener.IsUnix && Port == listener.Port;

    public override string ToString() => IsUnix ? UnixScheme + SocketPath : $"{(Host.IndexOf(':') < 0 ? Host : $"[{Host}]")}:{Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Null for one that has a variable in it, or is not written as nginx has it.</summary>
    public static NginxTarget? Read(string text, int usualPort)
    {
        if (text.Length == 0 || text.IndexOf('$') >= 0) return null;
        if (text.StartsWith(UnixScheme, StringComparison.Ordinal)) return new NginxTarget(text.Substring(UnixScheme.Length), "", 0);

        int end = text[0] == '[' ? text.IndexOf(']') + 1 : text.IndexOf(':');
        if (end < 0) end = text.Length;
        string host = text.Substring(0, end).Trim('[', ']');
        if (host.Length == 0) return null;
        if (end == text.Length) return new NginxTarget(null, host, usualPort);
        return text[end] == ':' && int.TryParse(text.Substring(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            ? new NginxTarget(null, host, port)
            : null;
    }

    // A link to /run on every system that has systemd.
    private static string? PathOf(string? path) => path?.StartsWith("/var/run/", StringComparison.Ordinal) == true ? path.Substring("/var".Length) : path;
}
