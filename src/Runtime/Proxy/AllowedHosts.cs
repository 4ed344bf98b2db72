using System.Net;
using System.Text;
using Gatehouse.Http;

namespace Gatehouse.Proxy;

/// <summary>The hosts that requests may be for. A port does not count, nor does case, nor the dot of the root at the end.</summary>
internal sealed class AllowedHosts
{
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
        if (!Authority.TryParse(authority, out int length, out _) || length is 0 or > AllowedHost.Longest) return false;
        Span<char> text = stackalloc char[length];
        Encoding.Latin1.GetChars(authority[..length], text);
        return AllowsHost(text);
    }

    private bool AllowsHost(ReadOnlySpan<char> host)
    {
        if (AllowedHost.AddressOf(host) is { } address) return addresses.Contains(address);
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
        if (AllowedHost.FaultOf(text) is { } fault) throw new FormatException(fault + ".");
        if (text.StartsWith(AllowedHost.BelowMark, StringComparison.Ordinal)) suffixes.Add(text[(AllowedHost.BelowMark.Length - 1)..].TrimEnd('.'));
        else if (AllowedHost.AddressOf(text) is { } address) addresses.Add(address);
        else names.Add(text.TrimEnd('.'));
    }
}
