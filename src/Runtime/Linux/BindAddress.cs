using System.Globalization;
using System.Net;
using System.Text;

namespace Gatehouse.Linux;

/// <summary>What kind of listener a <see cref="BindAddress"/> names.</summary>
internal enum BindKind
{
    /// <summary>An IP address and port; without an address, every interface over IPv4 and IPv6.</summary>
    Tcp,

    /// <summary>A Unix socket, by path or by abstract name; unix(7).</summary>
    Unix,

    /// <summary>A listening socket that the process already holds.</summary>
    Descriptor,
}

/// <summary>What is spoken on a listener.</summary>
internal enum BindProtocol
{
    /// <summary>HTTP in clear.</summary>
    Http,

    /// <summary>HTTP over TLS.</summary>
    Tls,

    /// <summary>HTTP in clear, of which every request is sent on to the same address over TLS.</summary>
    Redirect,
}

/// <summary>
/// An address to listen on, as an operator writes it. Host names are not looked up: what a server listens on must not depend
/// on a resolver's answer, and <c>localhost</c> is 127.0.0.1 alone, so that one word never means two sockets.
/// </summary>
internal sealed partial record BindAddress
{
    /// <summary>The port of an address that names none; Gunicorn's default too.</summary>
    public const int DefaultPort = 8000;

    /// <summary>Bytes of a Unix socket's path: sun_path holds 108 with its terminating NUL; unix(7).</summary>
    private const int MaxPathBytes = 107;

    public required BindKind Kind { get; init; }

    /// <summary>The address of a <see cref="BindKind.Tcp"/> listener; null for every interface over IPv4 and IPv6.</summary>
    public IPAddress? Host { get; init; }

    /// <summary>The port of a <see cref="BindKind.Tcp"/> listener; 0 lets the kernel choose.</summary>
    public int Port { get; init; }

    /// <summary>The path of a <see cref="BindKind.Unix"/> listener; an abstract name begins with <c>@</c>.</summary>
    public string? Path { get; init; }

    /// <summary>The number of a <see cref="BindKind.Descriptor"/> listener; else, or while only its name is known, -1.</summary>
    public int Descriptor { get; init; } = -1;

    /// <summary>The name that the service manager gave a <see cref="BindKind.Descriptor"/> listener (FileDescriptorName=, systemd.socket(5)), if it is named.</summary>
    public string? DescriptorName { get; init; }

    /// <summary>True for a Unix socket in the abstract name space, which has no file.</summary>
    public bool IsAbstract => Path is ['@', ..];

    /// <summary>Reads an address.</summary>
    /// <param name="text">
    /// <c>HOST:PORT</c>, <c>[v6]:PORT</c>, <c>:PORT</c>, <c>HOST</c>, <c>unix:PATH</c>, <c>unix:@NAME</c>, <c>fd://N</c>, <c>fd://NAME</c>,
    /// <c>tcp://…</c>; any of them behind <c>ssl:</c> or <c>redirect:</c>, and all of this behind <c>haproxy:</c>.
    /// </param>
    /// <exception cref="FormatException">It is none of these; the message says why and what to write, without repeating <paramref name="text"/>.</exception>
    public static BindAddress Parse(string text)
    {
        if (TryStrip(text, ProxiedPrefix, out string rest))
            return ParseProxied(rest);
        if (TryStrip(text, "ssl:", out rest))
            return ParseEndpoint(rest, BindProtocol.Tls);
        if (TryStrip(text, "redirect:", out rest))
            return ParseEndpoint(rest, BindProtocol.Redirect);
        if (TryStrip(text, "https://", out rest))
            throw new FormatException($"it is a URL; write 'ssl:{rest.TrimEnd('/')}:privateKey=FILE:certKey=FILE'");
        return ParsePlain(text);
    }

    /// <summary>The canonical spelling: <see cref="Parse"/> of it gives an equal address.</summary>
    public override string ToString() =>
        (IsProxied ? ProxiedPrefix : "") + (Protocol == BindProtocol.Http ? PlainText : EndpointText);

    private string PlainText => Kind switch
    {
        BindKind.Unix => $"unix:{Path}",
        BindKind.Descriptor when DescriptorName is { } name => $"fd://{name}",
        BindKind.Descriptor => string.Create(CultureInfo.InvariantCulture, $"fd://{Descriptor}"),
        _ when Host is null => string.Create(CultureInfo.InvariantCulture, $":{Port}"),
        _ when Host.ToString() is string host && host.Contains(':', StringComparison.Ordinal) =>
            string.Create(CultureInfo.InvariantCulture, $"[{host}]:{Port}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}"),
    };

    private static BindAddress ParsePlain(string text)
    {
        if (text.Length == 0)
            throw new FormatException("it is empty; write HOST:PORT, :PORT, unix:PATH or fd://N");
        if (TryStrip(text, "unix:", out string rest))
            return ParseUnix(rest.StartsWith("//", StringComparison.Ordinal) ? rest[2..] : rest);
        if (TryStrip(text, "fd://", out rest))
            return ParseDescriptor(rest);
        if (TryStrip(text, "fd:", out rest))
            throw new FormatException($"a descriptor is written fd://{rest.TrimStart('/')}");
        if (text[0] is '/' or '.')
            throw new FormatException($"a Unix socket is written unix:{text}");
        if (TryStrip(text, "http://", out rest))
            throw new FormatException($"it is a URL; write '{rest.TrimEnd('/')}'");
        return ParseTcp(TryStrip(text, "tcp://", out rest) ? rest.TrimEnd('/') : text);
    }

    private static bool TryStrip(string text, string scheme, out string rest)
    {
        bool found = text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase);
        rest = found ? text[scheme.Length..] : text;
        return found;
    }

    private static BindAddress ParseUnix(string path)
    {
        if (path is "" or "@")
            throw new FormatException("it names no path; write unix:/run/NAME.sock");
        if (path.Contains('\0', StringComparison.Ordinal))
            throw new FormatException("a path cannot hold a NUL character");
        int bytes = Encoding.UTF8.GetByteCount(path);
        if (bytes > MaxPathBytes)
            throw new FormatException($"its path has {bytes} bytes; a Unix socket's has {MaxPathBytes} at most (unix(7))");
        return new BindAddress { Kind = BindKind.Unix, Path = path };
    }

    private static BindAddress ParseDescriptor(string text)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int descriptor))
            return new BindAddress { Kind = BindKind.Descriptor, Descriptor = descriptor };
        return IsDescriptorName(text)
            ? new BindAddress { Kind = BindKind.Descriptor, DescriptorName = text }
            : throw new FormatException("a descriptor is a number, such as fd://3, or the name that systemd gave it, such as fd://web");
    }

    /// <summary>A letter first, so that a number that went wrong is none. systemd allows more; such a descriptor has its number.</summary>
    private static bool IsDescriptorName(string text) =>
        text.Length > 0 && char.IsAsciiLetter(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '@');

    private static BindAddress ParseTcp(string text)
    {
        if (text is ['[', ..])
            return ParseBracketed(text);
        int colon = text.LastIndexOf(':');
        if (colon >= 0 && text.IndexOf(':', StringComparison.Ordinal) != colon)
        {
            throw new FormatException(IPAddress.TryParse(text, out _)
                ? $"an IPv6 address needs brackets: [{text}]:{DefaultPort}"
                : "it has more than one ':'; an IPv6 address needs brackets, such as [::1]:8000");
        }

        if (colon < 0)
        {
            if (text.All(char.IsAsciiDigit))
                throw new FormatException($"a port needs a colon: 127.0.0.1:{text}, or :{text} for every interface");
            return new BindAddress { Kind = BindKind.Tcp, Host = ParseHost(text), Port = DefaultPort };
        }

        int port = ParsePort(text[(colon + 1)..], text[..colon]);
        return new BindAddress { Kind = BindKind.Tcp, Host = colon == 0 ? null : ParseHost(text[..colon]), Port = port };
    }

    private static BindAddress ParseBracketed(string text)
    {
        int end = text.IndexOf(']', StringComparison.Ordinal);
        if (end < 0)
            throw new FormatException("its '[' is not closed; write [::1]:8000");
        string address = text[1..end];
        if (!address.Contains(':', StringComparison.Ordinal) || !IPAddress.TryParse(address, out IPAddress? host))
            throw new FormatException($"'{address}' is not an IPv6 address");
        string rest = text[(end + 1)..];
        if (rest.Length > 0 && rest[0] != ':')
            throw new FormatException($"after ']' comes :PORT, not '{rest}'");
        int port = rest.Length == 0 ? DefaultPort : ParsePort(rest[1..], text[..(end + 1)]);
        return new BindAddress { Kind = BindKind.Tcp, Host = host, Port = port };
    }

    private static IPAddress? ParseHost(string host)
    {
        if (host == "*")
            return null;
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return IPAddress.Loopback;

        // IPAddress takes 127.1, 0x7f000001 and 010.0.0.1 too (inet_aton); an operator who writes those means something else.
        if (IPAddress.TryParse(host, out IPAddress? address) && address.ToString() == host)
            return address;
        throw new FormatException($"'{host}' is not an IP address; host names other than localhost are not looked up");
    }

    private static int ParsePort(string port, string host)
    {
        if (port.Length == 0)
            throw new FormatException($"the port is missing; write {host}:{DefaultPort}");
        if (!port.All(char.IsAsciiDigit))
            throw new FormatException($"'{port}' is not a port: a number from 0 to 65535");
        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= 65535
            ? number
            : throw new FormatException($"port {port} is not from 0 to 65535");
    }
}
