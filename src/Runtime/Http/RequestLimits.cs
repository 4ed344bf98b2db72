namespace Gatehouse.Http;

/// <summary>How large a request head may be. Each limit also bounds the memory that an unfinished head can hold.</summary>
/// <param name="MaxRequestLine">Bytes of the request line without its CRLF; more get 414.</param>
/// <param name="MaxHeaderCount">Header fields; more get 431.</param>
/// <param name="MaxHeaderBytes">Bytes of all header fields with the CRLFs between them; more get 431.</param>
internal readonly record struct RequestLimits(int MaxRequestLine, int MaxHeaderCount, int MaxHeaderBytes)
{
    /// <summary>
    /// The longest head that can still be complete: a buffer of this size always gets an answer other than
    /// <see cref="ParseStatus.NeedMore"/>. The terms are empty lines, the line with its CRLF, the fields, and two CRLFs.
    /// </summary>
    public int MaxHeadBytes => (2 * RequestParser.MaxEmptyLines) + MaxRequestLine + 2 + MaxHeaderBytes + 4;
}
