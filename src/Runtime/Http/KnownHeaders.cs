using System.Text;

namespace Gatehouse.Http;

/// <summary>Recognises the header fields that the engine itself reads.</summary>
internal static class KnownHeaders
{
    /// <summary>
    /// The known field of a name, without regard to case (RFC 9110 section 5.1). Length first, then the whole name, byte by byte:
    /// "Content_Length" is nobody's twin.
    /// </summary>
    public static KnownHeader Recognise(ReadOnlySpan<byte> name)
    {
        switch (name.Length)
        {
            case 4:
                return Is(name, "host"u8) ? KnownHeader.Host : KnownHeader.None;
            case 6:
                return Is(name, "expect"u8) ? KnownHeader.Expect : KnownHeader.None;
            case 7:
                if (Is(name, "upgrade"u8)) return KnownHeader.Upgrade;
                return Is(name, "referer"u8) ? KnownHeader.Referer : KnownHeader.None;
            case 10:
                if (Is(name, "connection"u8)) return KnownHeader.Connection;
                return Is(name, "user-agent"u8) ? KnownHeader.UserAgent : KnownHeader.None;
            case 12:
                return Is(name, "content-type"u8) ? KnownHeader.ContentType : KnownHeader.None;
            case 14:
                return Is(name, "content-length"u8) ? KnownHeader.ContentLength : KnownHeader.None;
            case 17:
                return Is(name, "transfer-encoding"u8) ? KnownHeader.TransferEncoding : KnownHeader.None;
            default:
                return KnownHeader.None;
        }
    }

    // The first byte decides nearly always, and costs less than the call.
    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lower) =>
        (name[0] | 0x20) == lower[0] && Ascii.EqualsIgnoreCase(name, lower);
}
