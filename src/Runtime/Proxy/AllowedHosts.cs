using System.Net;
using System.Net.Sockets;
using System.Text;
using Gatehouse.Http;

namespace Gatehouse.Proxy;

/// <summary>The hosts that requests may be for. A port does not count, nor does case, nor the dot of the root at the end.</summary>
internal sealed class AllowedHosts
{
    private const string BelowMark = "*.";

    // DNS names have 253 characters at most (RFC 1035 section 3.1); longer ones are never allowed where names are listed.
    private const int LongestHost = 255;

    private readonly HashSet<string> names = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<IPAddress> addresses = [];
    private readonly List<string> suffixes = [];

    private AllowedHosts()
    {
    }

    /// <summary>Allows every host: what holds where nothing is declared.</summary>
    public static AllowedHosts Any { get; } = new();

    /// <summary>Whether every host is allowed.</summary>
    public bool AllowsAll => names.Count + addresses.Count + suffixes.Count == 0;

    /// <summary>Checks and makes a list.</summary>
    /// <param name="hosts">Names, IP addresses, and <c>*.name</c> for what is below a name. None: every host is allowed.</param>
    /// <exception cref="FormatException">One of them is none; the message names it and what was expected.</exception>
    public static AllowedHosts Create(IEnumerable<string> hosts)
    {
        var allowed = new AllowedHosts();
        foreach (string host in hosts) allowed.Add(host);
        return allowed;
    }

    /// <summary>Whether a request may be for a host.</summary>
    /// <param name="authority">Host, with a port or without, as a request names it.</param>
    public bool Allows(ReadOnlySpan<byte> authority)
    {
        if (AllowsAll) return true;
        if (!Authority.TryParse(authority, out int length, out _) || length is 0 or > LongestHost) return false;
        Span<char> text = stackalloc char[length];
        Encoding.Latin1.GetChars(authority[..length], text);
        return AllowsHost(text);
    }

    private bool AllowsHost(ReadOnlySpan<char> host)
    {
        if (TryParseAddress(host) is { } address) return addresses.Contains(address);
        if (host[^1] == '.') host = host[..^1];
        if (names.GetAlternateLookup<ReadOnlySpan<char>>().Contains(host)) return true;
        foreach (string suffix in suffixes)
        {
            if (host.Length > suffix.Length && host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }

    private void Add(string text)
    {
        bool isBelow = text.StartsWith(BelowMark, StringComparison.Ordinal);
        string host = isBelow ? text[BelowMark.Length..] : text;
        if (!isBelow && TryParseAddress(host) is { } address) addresses.Add(address);
        else if (!IsName(host)) throw new FormatException(Complaint(text));
        else if (isBelow) suffixes.Add("." + host.TrimEnd('.'));
        else names.Add(host.TrimEnd('.'));
    }

    private static IPAddress? TryParseAddress(ReadOnlySpan<char> host)
    {
        ReadOnlySpan<char> bare = host is ['[', .. var inner, ']'] ? inner : host;
        if (bare.ContainsAny("%[]") || !IPAddress.TryParse(bare, out IPAddress? address)) return null;

        // The parser of the BCL takes "10.1" for 10.0.0.1; as a host it is a name.
        bool isExact = address.AddressFamily == AddressFamily.InterNetworkV6 || bare.SequenceEqual(address.ToString());
        return isExact ? address : null;
    }

    // What a URL has for a name (RFC 3986 section 3.2.2), without the characters that no host has.
    private static bool IsName(string host) =>
        host.Length is > 0 and <= LongestHost
        && host.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        && !host.StartsWith('.') && !host.Contains("..", StringComparison.Ordinal);

    private static string Complaint(string text) => text switch
    {
        "*" => "'*' would allow every host: leave the list empty instead.",
        _ when text.Any(c => c > 127) => $"'{text}' is not a host: write it as requests have it, in its ASCII form (xn--…).",
        _ when text.Contains(':', StringComparison.Ordinal) => $"'{text}' is not a host: expected one without scheme, port and path.",
        _ => $"'{text}' is not a host: expected a name such as www.example.com, *.example.com, or an IP address.",
    };
}
