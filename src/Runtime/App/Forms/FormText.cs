using System.Text;
using Gatehouse.Http;

namespace Gatehouse;

/// <summary>The value of a field of multipart/form-data while it is received.</summary>
internal sealed class FormText(string name, int most)
{
    private byte[] bytes = new byte[256];

    public int Length { get; private set; }

    /// <summary>A field may state its charset (RFC 7578 section 4.5); browsers send none.</summary>
    /// <exception cref="HttpStatusException">415: it is not UTF-8.</exception>
    public static void ThrowUnlessUtf8(string? contentType)
    {
        if (contentType is null || (MediaType.TryParse(Encoding.Latin1.GetBytes(contentType), out MediaType type) && RequestText.IsUtf8(type))) return;
        throw new HttpStatusException(415, "A form field has a charset other than UTF-8.");
    }

    /// <exception cref="HttpStatusException">413: the value is too large.</exception>
    public void Append(ReadOnlySpan<byte> data)
    {
        if (data.Length > most - Length) throw new HttpStatusException(413, $"The form field '{name}' is over {most} bytes.");
        if (bytes.Length - Length < data.Length) Array.Resize(ref bytes, Math.Max(bytes.Length * 2, Length + data.Length));
        data.CopyTo(bytes.AsSpan(Length));
        Length += data.Length;
    }

    public override string ToString() => Encoding.UTF8.GetString(bytes, 0, Length);
}
