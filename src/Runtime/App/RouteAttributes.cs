using System.Diagnostics.CodeAnalysis;

namespace Gatehouse;

/// <summary>
/// Base of the attributes that bind a method of a <see cref="GatewayAppAttribute">gateway app</see> to HTTP methods and
/// a path template; a method may have several. A template starts with <c>/</c> and is made of segments: text as it stands in a
/// URL, or a parameter <c>{name}</c>. See <c>docs/routing.md</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public abstract class HttpMethodAttribute : Attribute
{
    private protected HttpMethodAttribute(string template, params string[] methods)
    {
        Template = template;
        Methods = methods;
    }

    /// <summary>The request methods; for the standard ones in upper case (RFC 9110 section 9).</summary>
    public IReadOnlyList<string> Methods { get; }

    /// <summary>The path template, without the prefix of the class.</summary>
    public string Template { get; }
}

/// <summary>Answers the methods that it names, such as <c>[Route("/items", "GET", "POST")]</c>; for GET, HEAD too when nothing else does.</summary>
/// <param name="template">Path template, such as <c>/items/{id}</c>.</param>
/// <param name="method">A request method, such as <c>GET</c>; the case counts (RFC 9110 section 9.1).</param>
/// <param name="others">More of them.</param>
public sealed class RouteAttribute([StringSyntax("Route")] string template, string method, params string[] others)
    : HttpMethodAttribute(template, [method, .. others]);

/// <summary>
/// Goes before every template of the class, as it is written: with the prefix <c>/api</c>, <c>[Get("/items")]</c> answers
/// <c>/api/items</c>, <c>[Get("")]</c> answers <c>/api</c> and <c>[Get("/")]</c> answers <c>/api/</c>.
/// </summary>
/// <param name="prefix">A template such as <c>/api</c> or <c>/shops/{shop}</c>. It must not end with a slash.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RoutePrefixAttribute([StringSyntax("Route")] string prefix) : Attribute
{
    /// <summary>The prefix.</summary>
    public string Prefix { get; } = prefix;
}

/// <summary>Answers GET, and HEAD when nothing else does (RFC 9110 section 9.3.1).</summary>
/// <param name="template">Path template, such as <c>/items/{id}</c>.</param>
public sealed class GetAttribute([StringSyntax("Route")] string template) : HttpMethodAttribute(template, "GET");

/// <summary>Answers HEAD (RFC 9110 section 9.3.2).</summary>
/// <param name="template">Path template, such as <c>/items/{id}</c>.</param>
public sealed class HeadAttribute([StringSyntax("Route")] string template) : HttpMethodAttribute(template, "HEAD");

/// <summary>Answers POST (RFC 9110 section 9.3.3).</summary>
/// <param name="template">Path template, such as <c>/items/{id}</c>.</param>
public sealed class PostAttribute([StringSyntax("Route")] string template) : HttpMethodAttribute(template, "POST");

/// <summary>Answers PUT (RFC 9110 section 9.3.4).</summary>
/// <param name="template">Path template, such as <c>/items/{id}</c>.</param>
public sealed class PutAttribute([StringSyntax("Route")] string template) : HttpMethodAttribute(template, "PUT");

/// <summary>Answers DELETE (RFC 9110 section 9.3.5).</summary>
/// <param name="template">Path template, such as <c>/items/{id}</c>.</param>
public sealed class DeleteAttribute([StringSyntax("Route")] string template) : HttpMethodAttribute(template, "DELETE");

/// <summary>Answers OPTIONS (RFC 9110 section 9.3.7).</summary>
/// <param name="template">Path template, such as <c>/items/{id}</c>.</param>
public sealed class OptionsAttribute([StringSyntax("Route")] string template) : HttpMethodAttribute(template, "OPTIONS");

/// <summary>Answers PATCH (RFC 5789).</summary>
/// <param name="template">Path template, such as <c>/items/{id}</c>.</param>
public sealed class PatchAttribute([StringSyntax("Route")] string template) : HttpMethodAttribute(template, "PATCH");
