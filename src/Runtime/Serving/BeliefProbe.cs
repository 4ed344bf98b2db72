using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gatehouse.Http;
using Gatehouse.Proxy;

namespace Gatehouse.Serving;

/// <summary>
/// Answers the command <c>doctor</c> in the application's stead: a request that bears the key is told what it is believed to be.
/// Nobody else can tell that there is such an answer.
/// </summary>
/// <param name="key">What the header has to hold: visible ASCII.</param>
internal sealed class BeliefProbe(string key)
{
    /// <summary>The header that carries the key.</summary>
    public const string Header = "Gatehouse-Doctor";

    private readonly byte[] key = Encoding.ASCII.GetBytes(key);

    /// <summary>Whether a request bears the key.</summary>
    public bool IsAskedBy(Request request)
    {
        ReadOnlySpan<byte> bytes = request.HeadBytes;
        foreach (ref readonly HeaderField field in request.Head.Headers)
        {
            if (field.NameLength != Header.Length || !Ascii.EqualsIgnoreCase(bytes.Slice(field.NameStart, field.NameLength), Header)) continue;
            if (CryptographicOperations.FixedTimeEquals(bytes.Slice(field.ValueStart, field.ValueLength), key)) return true;
        }

        return false;
    }

    /// <summary>What is believed of a request, as JSON.</summary>
    public static string Answer(Request request, TrustPolicy trust)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("client", request.ClientAddress?.ToString());
            json.WriteString("scheme", request.Scheme);
            json.WriteString("host", request.Host);
            json.WriteString("pathBase", request.PathBase);
            json.WriteString("peer", request.Peer.ToString());
            json.WriteBoolean("peerIsTrusted", trust.Trusts(request.Peer));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
