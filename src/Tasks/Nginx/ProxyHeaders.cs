using Gatehouse.Tasks.Manifest;

namespace Gatehouse.Tasks.Nginx;

/// <summary>
/// The header fields that nginx sets on the way to the application. Each forwarding header that anybody reads is set to what
/// nginx itself knows, or to nothing (an empty value makes nginx drop the field): what a client sends under these names never
/// arrives. Appending to X-Forwarded-For, as most samples do, is what makes spoofing possible.
/// </summary>
internal static class ProxyHeaders
{
    /// <summary>The value that makes nginx drop a field.</summary>
    public const string Nothing = "\"\"";

    private const string ClientAddress = "$remote_addr";

    /// <summary>Names and values, in the order of the file; each name once.</summary>
    /// <param name="manifest">What the application declares.</param>
    /// <param name="upgrade">Value of Upgrade.</param>
    /// <param name="connection">Value of Connection.</param>
    /// <param name="node">Variable that holds the client as a node of RFC 7239 section 6.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> For(AppManifest manifest, string upgrade, string connection, string node)
    {
        var headers = new OrderedDictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["Host"] = "$host",
            ["Connection"] = connection,
            ["Upgrade"] = upgrade,
            ["X-Real-IP"] = ClientAddress,
        };
        Add(new ForwardedHeaderNames());
        headers["Forwarded"] = manifest.TakesStandardForwarded ? $"\"for={node};proto=$scheme;host=\\\"{node}_host\\\"\"" : Nothing;
        headers["Proxy"] = Nothing;
        Add(manifest.ForwardedHeaders);
        return [.. headers];

        void Add(ForwardedHeaderNames names)
        {
            headers[names.For] = ClientAddress;
            headers[names.Proto] = "$scheme";
            headers[names.Host] = "$host";
            headers[names.Port] = "$server_port";
            headers[names.Prefix] = Nothing;
        }
    }
}
