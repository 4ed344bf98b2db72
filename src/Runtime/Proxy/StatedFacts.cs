using System.Globalization;
using System.Text;
using Gatehouse.Http;
using Gatehouse.Linux;

namespace Gatehouse.Proxy;

/// <summary>The facts of one request, as they are read one after the other; the client's address first.</summary>
internal ref struct StatedFacts
{
    private const int LongestShown = 100;

    private readonly RequestHead head;
    private readonly ReadOnlySpan<byte> bytes;
    private readonly TrustPolicy policy;
    private readonly HeaderValues headers;
    private readonly bool isStandard;

    // How far from the right the values are the proxies' own.
    private int reach = int.MaxValue;
    private PeerAddress client;
    private bool isHidden;
    private string? scheme;
    private ReadOnlySpan<byte> host;
    private ushort port;
    private string? prefix;
    private ForwardedFault? fault;

    public StatedFacts(RequestHead head, ReadOnlySpan<byte> bytes, TrustPolicy policy)
    {
        this.head = head;
        this.bytes = bytes;
        this.policy = policy;
        headers = new HeaderValues(head, bytes);
        isStandard = policy.Headers.IsStandard;

        // One element that breaks the grammar may have swallowed, or made, the others.
        if (isStandard && headers.FirstThatIsNoElement() is { IsEmpty: false } bad)
        {
            Complain(ForwardedHeaderNames.Standard, bad, "made of elements such as for=192.0.2.1;proto=https (RFC 7239 section 4)");
            isHidden = policy.Headers.For is not null;
            reach = 0;
        }
    }

    public void ReadFor()
    {
        if (policy.Headers.For is not { } name) return;
        int hops = policy.Hops.For;
        for (int i = 1; i <= hops && i <= reach; i++)
        {
            switch (Find(name, i, "for", out ReadOnlySpan<byte> value))
            {
                case ValueState.Missing:
                    // The proxy before stated nothing: the request is its own, or it does not state addresses.
                    if (hops > 1) reach = i - 1;
                    return;
                case ValueState.Found when TryParseClient(value, out PeerAddress node):
                    client = node.IsIP ? node : default;
                    isHidden = !node.IsIP;
                    if (i < hops && !policy.Trusts(node)) reach = i;
                    break;
                default:
                    Complain(name, value, "an IP address, with a port or without");
                    client = default;
                    isHidden = true;
                    if (hops > 1) reach = i - 1;
                    return;
            }
        }
    }

    public void ReadProto()
    {
        if (!TryFind(policy.Headers.Proto, policy.Hops.Proto, "proto", out ReadOnlySpan<byte> value)) return;
        scheme = ForwardedValues.ParseScheme(value);
        if (scheme is null) Complain(policy.Headers.Proto!, value, "http or https");
    }

    public void ReadPort()
    {
        if (TryFind(policy.Headers.Port, policy.Hops.Port, "port", out ReadOnlySpan<byte> value) && !ForwardedValues.TryParsePort(value, out port))
            Complain(policy.Headers.Port!, value, "a port from 1 to 65535");
    }

    public void ReadPrefix()
    {
        if (!TryFind(policy.Headers.Prefix, policy.Hops.Prefix, "prefix", out ReadOnlySpan<byte> value)) return;
        if (!ForwardedValues.TryParsePrefix(value, out int length)) Complain(policy.Headers.Prefix!, value, "a path that begins with one slash");
        else if (length > 0) prefix = Encoding.ASCII.GetString(value[..length]);
    }

    public void ReadHost()
    {
        if (!TryFind(policy.Headers.Host, policy.Hops.Host, "host", out ReadOnlySpan<byte> value)) return;
        if (ForwardedValues.IsHost(value)) host = value;
        else Complain(policy.Headers.Host!, value, "a host, with a port or without");
    }

    public readonly ClientIdentity Make(string connectionScheme)
    {
        ReadOnlySpan<byte> named = host.IsEmpty && port != 0 ? bytes.Slice(head.HostStart, head.HostLength) : host;
        return new ClientIdentity
        {
            Client = client,
            IsHidden = isHidden,
            Scheme = scheme,
            Host = named.IsEmpty ? null : HostWithPort(named, port, scheme ?? connectionScheme),
            Port = port,
            PathBase = prefix,
            Fault = fault,
        };
    }

    private bool TryFind(string? name, int hops, string parameter, out ReadOnlySpan<byte> value)
    {
        // A fact that not every proxy states, in a request that did not come through them all: perhaps none of them has stated it.
        value = default;
        int depth = Math.Min(hops, reach);
        if (name is null || depth == 0 || (hops < policy.Hops.For && reach < policy.Hops.For)) return false;
        switch (Find(name, depth, parameter, out value))
        {
            case ValueState.Found:
                return true;
            case ValueState.Malformed:
                Complain(name, value, "a list of values with finished quotes");
                return false;
            default:
                return false;
        }
    }

    private readonly ValueState Find(string name, int fromRight, string parameter, out ReadOnlySpan<byte> value)
    {
        ValueState state = headers.Find(name, fromRight, isStandard, out value);
        if (state != ValueState.Found) return state;
        if (!isStandard)
        {
            value = Unquote(value);
            return state;
        }

        ForwardedElement.TryParse(value, out ForwardedElement element);
        value = parameter switch
        {
            "for" => element.For,
            "proto" => element.Proto,
            _ => element.Host,
        };
        return value.IsEmpty ? ValueState.Missing : ValueState.Found;
    }

    private readonly bool TryParseClient(ReadOnlySpan<byte> value, out PeerAddress node) =>
        isStandard ? ForwardedValues.TryParseNode(value, out node) : ForwardedValues.TryParseClient(value, out node);

    private void Complain(string name, scoped ReadOnlySpan<byte> value, string expected)
    {
        string shown = Encoding.Latin1.GetString(value.Length > LongestShown ? value[..LongestShown] : value);
        fault ??= new ForwardedFault(name, $"'{shown}' in {name} is not {expected}");
    }

    // A stated port replaces the host's own, and is left out where the scheme implies it. Without one the host stays as it is.
    private static string HostWithPort(ReadOnlySpan<byte> host, ushort port, string scheme)
    {
        if (port == 0) return Encoding.Latin1.GetString(host);
        Authority.TryParse(host, out int hostLength, out _);
        string name = Encoding.Latin1.GetString(host[..hostLength]);
        return port == (scheme == "https" ? 443 : 80)
            ? name
            : string.Create(CultureInfo.InvariantCulture, $"{name}:{port}");
    }

    // A quote or backslash that is left over makes each of the values invalid: none of them may contain one.
    private static ReadOnlySpan<byte> Unquote(ReadOnlySpan<byte> element) =>
        element.Length >= 2 && element[0] == '"' && element[^1] == '"' ? element[1..^1] : element;
}
