namespace Gatehouse;

/// <summary>
/// Declares which peers may speak for the client. Without it no forwarding header is believed. A request's forwarding
/// headers are applied only when the peer of the connection is one of these.
/// </summary>
/// <param name="networks">
/// IP networks in CIDR form (<c>10.1.0.0/16</c>, <c>::1/128</c>), single addresses, and <c>unix:</c> for every peer on a Unix
/// socket (whose permissions are then the only check).
/// </param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class TrustedProxiesAttribute(params string[] networks) : Attribute
{
    /// <summary>The networks as declared.</summary>
    public string[] Networks { get; } = networks;

    /// <summary>
    /// Number of proxies between the client and this process, 1 to 8; default 1. The value taken from a forwarding header
    /// is the one <c>Hops</c> from the right, as long as the addresses right of it are those of trusted proxies: a client that comes
    /// in further inside is known by the address that the first trusted proxy saw.
    /// </summary>
    public int Hops { get; set; } = 1;
}

/// <summary>The facts about a client that a trusted proxy may state.</summary>
[Flags]
public enum Forwarded
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The client's address (X-Forwarded-For).</summary>
    For = 1,

    /// <summary>The scheme the client used (X-Forwarded-Proto).</summary>
    Proto = 2,

    /// <summary>The host the client asked for (X-Forwarded-Host).</summary>
    Host = 4,

    /// <summary>The port the client connected to (X-Forwarded-Port).</summary>
    Port = 8,

    /// <summary>The path prefix that the proxy removed (X-Forwarded-Prefix).</summary>
    Prefix = 16,
}

/// <summary>
/// Chooses which facts are taken from a trusted proxy, and from which headers. Without this attribute an app with
/// <see cref="TrustedProxiesAttribute"/> takes <see cref="Forwarded.For"/> and <see cref="Forwarded.Proto"/>.
/// </summary>
/// <param name="fields">The facts to take.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ForwardedHeadersAttribute(Forwarded fields) : Attribute
{
    /// <summary>The facts to take.</summary>
    public Forwarded Fields { get; } = fields;

    /// <summary>Header that carries the client's address; default <c>X-Forwarded-For</c>.</summary>
    public string ForHeader { get; set; } = "X-Forwarded-For";

    /// <summary>Header that carries the scheme; default <c>X-Forwarded-Proto</c>.</summary>
    public string ProtoHeader { get; set; } = "X-Forwarded-Proto";

    /// <summary>Header that carries the host; default <c>X-Forwarded-Host</c>.</summary>
    public string HostHeader { get; set; } = "X-Forwarded-Host";

    /// <summary>Header that carries the port; default <c>X-Forwarded-Port</c>.</summary>
    public string PortHeader { get; set; } = "X-Forwarded-Port";

    /// <summary>Header that carries the path prefix; default <c>X-Forwarded-Prefix</c>.</summary>
    public string PrefixHeader { get; set; } = "X-Forwarded-Prefix";

    /// <summary>Proxies that add the client's address, 1 to <see cref="TrustedProxiesAttribute.Hops"/>; default 0 for as many as there are.</summary>
    public int ForHops { get; set; }

    /// <summary>Proxies that add the scheme, 1 to <see cref="TrustedProxiesAttribute.Hops"/>; default 0 for as many as there are.</summary>
    public int ProtoHops { get; set; }

    /// <summary>Proxies that add the host, 1 to <see cref="TrustedProxiesAttribute.Hops"/>; default 0 for as many as there are.</summary>
    public int HostHops { get; set; }

    /// <summary>Proxies that add the port, 1 to <see cref="TrustedProxiesAttribute.Hops"/>; default 0 for as many as there are.</summary>
    public int PortHops { get; set; }

    /// <summary>Proxies that add the path prefix, 1 to <see cref="TrustedProxiesAttribute.Hops"/>; default 0 for as many as there are.</summary>
    public int PrefixHops { get; set; }

    /// <summary>
    /// Takes address, scheme and host from the <c>Forwarded</c> header of RFC 7239 instead of headers of their own; default false.
    /// It carries neither port nor prefix: <see cref="Forwarded.Port"/> and <see cref="Forwarded.Prefix"/> cannot be taken then.
    /// </summary>
    public bool Standard { get; set; }
}

/// <summary>
/// Declares the hosts that the application answers for; others get 421 (Misdirected Request, RFC 9110 section 15.5.20). Checked is
/// <see cref="Request.Host"/>, so also what a trusted proxy states. Without it every host is answered.
/// </summary>
/// <param name="hosts">
/// Host names and IP addresses without a port; <c>*.example.com</c> for all names below one.
/// </param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class AllowedHostsAttribute(params string[] hosts) : Attribute
{
    /// <summary>The hosts as declared.</summary>
    public string[] Hosts { get; } = hosts;
}
