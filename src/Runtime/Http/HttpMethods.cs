namespace Gatehouse.Http;

/// <summary>Names of the standard request methods (RFC 9110 section 9, RFC 5789).</summary>
internal static class HttpMethods
{
    /// <summary>The name of a standard method; null for <see cref="HttpMethod.Other"/>.</summary>
    public static string? Name(HttpMethod method) => method switch
    {
        HttpMethod.Get => "GET",
        HttpMethod.Head => "HEAD",
        HttpMethod.Post => "POST",
        HttpMethod.Put => "PUT",
        HttpMethod.Delete => "DELETE",
        HttpMethod.Connect => "CONNECT",
        HttpMethod.Options => "OPTIONS",
        HttpMethod.Trace => "TRACE",
        HttpMethod.Patch => "PATCH",
        _ => null,
    };

    /// <summary>The method of a name. Methods are case-sensitive (RFC 9110 section 9.1): "get" is <see cref="HttpMethod.Other"/>.</summary>
    public static HttpMethod Recognise(ReadOnlySpan<byte> name)
    {
        switch (name.Length)
        {
            case 3:
                if (name.SequenceEqual("GET"u8)) return HttpMethod.Get;
                return name.SequenceEqual("PUT"u8) ? HttpMethod.Put : HttpMethod.Other;
            case 4:
                if (name.SequenceEqual("POST"u8)) return HttpMethod.Post;
                return name.SequenceEqual("HEAD"u8) ? HttpMethod.Head : HttpMethod.Other;
            case 5:
                if (name.SequenceEqual("PATCH"u8)) return HttpMethod.Patch;
                return name.SequenceEqual("TRACE"u8) ? HttpMethod.Trace : HttpMethod.Other;
            case 6:
                return name.SequenceEqual("DELETE"u8) ? HttpMethod.Delete : HttpMethod.Other;
            case 7:
                if (name.SequenceEqual("OPTIONS"u8)) return HttpMethod.Options;
                return name.SequenceEqual("CONNECT"u8) ? HttpMethod.Connect : HttpMethod.Other;
            default:
                return HttpMethod.Other;
        }
    }
}
