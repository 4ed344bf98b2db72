using System.Collections.Immutable;

namespace Gatehouse.Generators.Reading;

/// <summary>What a forwarding header claims about a client.</summary>
internal enum ForwardedFact
{
    Address,
    Scheme,
    Host,
    Prefix,
    Other,
}

/// <summary>
/// The request headers by which proxies speak of a client, and which any client can therefore send: X-Forwarded-*, Forwarded
/// (RFC 7239), and those of proxies and content networks that overwrite one of their own.
/// </summary>
internal static class ForwardingHeaders
{
    private static readonly ImmutableDictionary<string, ForwardedFact> Facts = ImmutableDictionary.CreateRange(
        StringComparer.OrdinalIgnoreCase,
        Of(
            ForwardedFact.Address,
            "X-Forwarded-For", "X-Forwarded", "Forwarded-For", "X-Real-IP", "X-Client-IP", "X-Cluster-Client-IP", "Client-IP",
            "True-Client-IP", "CF-Connecting-IP", "CF-Connecting-IPv6", "Fastly-Client-IP", "X-Azure-ClientIP", "X-Appengine-User-IP",
            "Fly-Client-IP", "X-Original-For", "X-Original-Forwarded-For", "X-Originating-IP",
            "Proxy-Client-IP", "WL-Proxy-Client-IP")
        .Concat(Of(
            ForwardedFact.Scheme,
            "X-Forwarded-Proto", "X-Forwarded-Scheme", "X-Forwarded-Ssl", "X-Original-Proto", "X-Scheme", "X-Url-Scheme"))
        .Concat(Of(ForwardedFact.Host, "X-Forwarded-Host", "X-Forwarded-Server", "X-Original-Host"))
        .Concat(Of(ForwardedFact.Prefix, "X-Forwarded-Prefix", "X-Original-Prefix"))
        .Concat(Of(ForwardedFact.Other, "Forwarded", "X-Forwarded-Port", "X-Original-URL", "X-Rewrite-URL")));

    /// <summary>The headers to which each proxy adds what it saw, behind what it was sent.</summary>
    private static readonly ImmutableHashSet<string> Lists = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase, "X-Forwarded-For", "X-Forwarded", "Forwarded-For", "Forwarded", "X-Original-For", "X-Original-Forwarded-For");

    /// <summary>What CGI puts before the name of a header (RFC 3875, section 4.1.18). Code that came from there reads it as a header's own.</summary>
    private const string VariablePrefix = "HTTP-";

    /// <summary>
    /// What a header claims; null for one that claims nothing. Servers and proxies that turn names into variables cannot
    /// tell '-' from '_' or '.', so neither does this.
    /// </summary>
    public static ForwardedFact? FactOf(string header) =>
        Facts.TryGetValue(NameIn(header), out ForwardedFact fact) ? fact : null;

    /// <summary>Whether a header has an entry of each proxy, so that the first one is the client's.</summary>
    public static bool IsList(string header) => Lists.Contains(NameIn(header));

    /// <summary>A name as servers and proxies may take it.</summary>
    public static string Normalize(string header) => header.Replace('_', '-').Replace('.', '-');

    private static string NameIn(string header)
    {
        string name = Normalize(header);
        return name.StartsWith(VariablePrefix, StringComparison.OrdinalIgnoreCase) ? name.Substring(VariablePrefix.Length) : name;
    }

    private static IEnumerable<KeyValuePair<string, ForwardedFact>> Of(ForwardedFact fact, params string[] headers) =>
        headers.Select(header => new KeyValuePair<string, ForwardedFact>(header, fact));
}
