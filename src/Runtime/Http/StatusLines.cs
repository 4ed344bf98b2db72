using System.Text;

namespace Gatehouse.Http;

/// <summary>Status lines as bytes, made when first used: a response copies its own.</summary>
internal static class StatusLines
{
    private const int First = 100;
    private const int Last = 599;

    private static readonly byte[]?[] Lines = new byte[]?[Last - First + 1];

    /// <summary>The status line with its CRLF. A code without a reason phrase keeps the space before it (RFC 9112 section 4).</summary>
    /// <param name="status">100 to 999.</param>
    public static ReadOnlySpan<byte> Get(int status)
    {
        if (status is >= First and <= Last) return Lines[status - First] ??= Make(status);
        ArgumentOutOfRangeException.ThrowIfLessThan(status, First);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 999);
        return Make(status);
    }

    private static byte[] Make(int status) => Encoding.ASCII.GetBytes($"HTTP/1.1 {status} {StatusText.Reason(status)}\r\n");
}
