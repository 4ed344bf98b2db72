using Gatehouse.Proxy;
using Xunit;

namespace Gatehouse.Runtime.Tests.Proxy;

/// <summary>Reads a header in every cut: as bytes come, a parser sees the first one, the first two, and so on.</summary>
internal static class ProxyHeaderReadings
{
    /// <summary>
    /// What comes of all bytes. Of fewer there comes the same, or nothing yet: a header is not whole before its last byte, and what is no
    /// header does not become one. Bytes behind it change nothing.
    /// </summary>
    public static ProxyHeaderReading Of(byte[] bytes)
    {
        ProxyHeaderReading whole = ProxyHeaderParser.Parse(bytes);
        bool isRefused = false;
        for (int length = 0; length <= bytes.Length; length++)
        {
            // A copy of its own, so that a read behind the end is one behind an array's.
            ProxyHeaderReading reading = ProxyHeaderParser.Parse(bytes[..length]);
            switch (reading.Status)
            {
                case ProxyHeaderStatus.Done:
                    Assert.Equal(ProxyHeaderStatus.Done, whole.Status);
                    Assert.True(length >= whole.Length, $"The header was whole after {length} of {whole.Length} bytes.");
                    Assert.Equal(Said(whole), Said(reading));
                    break;
                case ProxyHeaderStatus.Invalid:
                    Assert.Equal(ProxyHeaderStatus.Invalid, whole.Status);
                    isRefused = true;
                    break;
                default:
                    Assert.False(isRefused, $"What was refused is waited for at {length} bytes.");
                    Assert.False(whole.Status == ProxyHeaderStatus.Done && length >= whole.Length);
                    break;
            }
        }

        return whole;
    }

    /// <summary>The header of bytes that are one, and nothing else.</summary>
    public static ProxyHeader Whole(byte[] bytes)
    {
        ProxyHeaderReading reading = Of(bytes);
        Assert.Equal((ProxyHeaderStatus.Done, null, bytes.Length), (reading.Status, reading.Reason, reading.Length));
        Assert.Equal(Said(reading), Said(Of([.. bytes, .. "GET / HTTP/1.1\r\n\r\n"u8])));
        return reading.Header;
    }

    /// <summary>Why bytes are no header.</summary>
    public static string? Refusal(byte[] bytes)
    {
        ProxyHeaderReading reading = Of(bytes);
        Assert.Equal(ProxyHeaderStatus.Invalid, reading.Status);
        return reading.Reason;
    }

    private static (int, int, bool, string, string, int, int) Said(ProxyHeaderReading reading)
    {
        ProxyHeader header = reading.Header;
        return (reading.Length, header.Version, header.IsLocal, $"{header.Source}:{header.Source.Port}",
            $"{header.Destination}:{header.Destination.Port}", header.FieldsStart, header.FieldsLength);
    }
}
