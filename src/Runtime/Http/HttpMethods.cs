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
}
