using System.Globalization;
using System.Text;

namespace Gatehouse.Linux;

/// <summary>
/// Twisted's endpoint strings: <c>ssl:443:interface=127.0.0.1:privateKey=key.pem:certKey=cert.pem</c>. Parts are separated by
/// colons; a colon or backslash that belongs to a value has a backslash before it. The address may be any plain one too:
/// <c>ssl:[::1]:443:…</c>, <c>ssl:unix:/run/x.sock:…</c>, <c>ssl:fd://3:…</c>.
/// </summary>
internal sealed partial record BindAddress
{
    private const string PrivateKeyName = "privateKey";
    private const string CertificateName = "certKey";
    private const string ChainName = "extraCertChain";
    private const string InterfaceName = "interface";
    private const string PortName = "to";
    private const string ProxiedPrefix = "haproxy:";

    /// <summary>What is spoken on the listener.</summary>
    public BindProtocol Protocol { get; init; }

    /// <summary>Every connection begins with a PROXY header, before anything else is spoken.</summary>
    public bool IsProxied { get; init; }

    /// <summary>PEM file of this listener's private key; null to take the certificates of the settings.</summary>
    public string? PrivateKeyFile { get; init; }

    /// <summary>PEM file of this listener's certificate; null where it is in the file of the private key, as Twisted has it.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of intermediate certificates; null for none but those in the certificate's own file.</summary>
    public string? ChainFile { get; init; }

    /// <summary>The port that a redirecting listener sends clients to; null for that of the first TLS listener.</summary>
    public int? RedirectPort { get; init; }

    /// <summary>The socket alone: two addresses with the same one cannot be listened on together.</summary>
    public BindAddress Socket => this with
    {
        Protocol = BindProtocol.Http,
        IsProxied = false,
        PrivateKeyFile = null,
        CertificateFile = null,
        ChainFile = null,
        RedirectPort = null,
    };

    /// <summary>What stands before the address of the listener.</summary>
    public string Prefix => (IsProxied ? ProxiedPrefix : "") + PrefixOf(Protocol);

    private static string PrefixOf(BindProtocol protocol) => protocol switch
    {
        BindProtocol.Tls => "ssl:",
        BindProtocol.Redirect => "redirect:",
        _ => "",
    };

    private string EndpointText
    {
        get
        {
            var text = new StringBuilder(PrefixOf(Protocol));
            string address = PlainText;
            if (Kind == BindKind.Tcp && Host is null) text.Append(address, 1, address.Length - 1);
            else text.Append(Kind == BindKind.Unix ? "unix:" + Escape(Path!) : address);
            Add(PrivateKeyName, PrivateKeyFile);
            Add(CertificateName, CertificateFile);
            Add(ChainName, ChainFile);
            Add(PortName, RedirectPort?.ToString(CultureInfo.InvariantCulture));
            return text.ToString();

            void Add(string name, string? value)
            {
                if (value is not null) text.Append(':').Append(name).Append('=').Append(Escape(value));
            }
        }
    }

    /// <summary>Twisted's word too; what follows is an address of any other form.</summary>
    private static BindAddress ParseProxied(string text)
    {
        if (TryStrip(text, ProxiedPrefix, out _))
            throw new FormatException($"'{ProxiedPrefix}' is said twice: a connection begins with one PROXY header");
        return Parse(text) with { IsProxied = true };
    }

    private static BindAddress ParseEndpoint(string text, BindProtocol protocol)
    {
        string word = PrefixOf(protocol).TrimEnd(':');
        List<string> parts = SplitEndpoint(text);
        int first = parts.FindIndex(IsParameter);
        string address = string.Join(':', parts.Take(first < 0 ? parts.Count : first));
        if (TryStrip(address, ProxiedPrefix, out string proxied))
            throw new FormatException($"a PROXY header comes before anything else; write {ProxiedPrefix}{word}:{proxied}");
        var values = new Dictionary<string, string>();
        foreach (string part in parts.Skip(first < 0 ? parts.Count : first))
        {
            if (!IsParameter(part))
                throw new FormatException($"'{part}' after the address is no NAME=VALUE; a ':' in a value is written '\\:'");
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            (string name, string value) = (part[..equals], part[(equals + 1)..]);
            string[] known = protocol == BindProtocol.Tls
                ? [PrivateKeyName, CertificateName, ChainName, InterfaceName]
                : [PortName, InterfaceName];
            if (!known.Contains(name))
                throw new FormatException($"'{name}' is no part of {word}: there are {string.Join(", ", known)}");
            if (value.Length == 0)
                throw new FormatException($"'{name}' has no value");
            if (!values.TryAdd(name, value))
                throw new FormatException($"'{name}' is said twice");
        }

        string? key = values.GetValueOrDefault(PrivateKeyName);
        if (key is null && (values.ContainsKey(CertificateName) || values.ContainsKey(ChainName)))
            throw new FormatException($"it has a certificate and no key; write {word}:{address}:privateKey=FILE:certKey=FILE");
        return ParsePlain(WithInterface(address, values.GetValueOrDefault(InterfaceName), word)) with
        {
            Protocol = protocol,
            PrivateKeyFile = key,
            CertificateFile = values.GetValueOrDefault(CertificateName),
            ChainFile = values.GetValueOrDefault(ChainName),
            RedirectPort = values.TryGetValue(PortName, out string? port) ? ParsePort(port, "") : null,
        };
    }

    /// <summary>The address as a plain one is written: Twisted's is a port alone, which is every interface unless it names one.</summary>
    private static string WithInterface(string address, string? host, string word)
    {
        bool isPort = address.Length > 0 && address.All(char.IsAsciiDigit);
        if (host is not null)
        {
            return isPort
                ? (host.Contains(':', StringComparison.Ordinal) ? $"[{host}]:{address}" : $"{host}:{address}")
                : throw new FormatException($"interface= goes with a port alone, such as {word}:443:interface=127.0.0.1");
        }

        if (isPort) return ":" + address;
        bool hasPort = address.LastIndexOf(':') > address.LastIndexOf(']');
        if (address.Length == 0 || hasPort || ParsePlain(address).Kind != BindKind.Tcp) return address;
        throw new FormatException($"the port is missing; write {word}:{address}:{(word == "ssl" ? 443 : 80)}");
    }

    private static List<string> SplitEndpoint(string text)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                part.Append(text[++i]);
            }
            else if (text[i] == ':')
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(text[i]);
            }
        }

        parts.Add(part.ToString());
        return parts;
    }

    private static bool IsParameter(string part)
    {
        int equals = part.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && part.AsSpan(0, equals).IndexOfAnyExcept(Letters) < 0;
    }

    private static readonly System.Buffers.SearchValues<char> Letters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);
}
