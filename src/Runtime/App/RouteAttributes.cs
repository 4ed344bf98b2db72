using System.Diagnostics.CodeAnalysis;

namespace Gatehouse;

/// <summary>
/// Base of the attributes that bind a method of a <see cref="GatewayAppAttribute">gateway app</see> to an HTTP method and
/// a path template. A template starts with <c>/</c> and is made of literal segments and <c>{name}</c> parameters.
/// </summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public abstract class RouteAttribute : Attribute
{
    private protected RouteAttribute(string method, string template)
    {
        Method = method;
        Template = template;
    }

    /// <summary>The request method, upper case (RFC 9110 section 9).</summary>
    public string Method { get; }

    /// <summary>The path template.</summary>
    public string Template { get; }
}

/// <summary>Answers GET, and HEAD when nothing else does (RFC 9110 section 9.3.1).</summary>
/// <param name="template">Path template, such as <c>/items/{id}</c>.</param>
public sealed class GetAttribute([StringSyntax("Route")] string template) : RouteAttribute("GET", template);

/// <summary>Answers HEAD (RFC 9110 section 9.3.2).</summary>
/// <param name="template">Path template, such as <c>/items/{id}</c>.</param>
public sealed class HeadAttribute([StringSyntax("Route")] string template) : RouteAttribute("HEAD", template);

/// <summary>Answers POST (RFC 9110 section 9.3.3).</summary>
/// <param name="template">Path template, such as <c>/items/{id}</c>.</param>
public sealed class PostAttribute([StringSyntax("Route")] string template) : RouteAttribute("POST", template);

/// <summary>Answers PUT (RFC 9110 section 9.3.4).</summary>
/// <param name="template">Path template, such as <c>/items/{id}</c>.</param>
public sealed class PutAttribute([StringSyntax("Route")] string template) : RouteAttribute("PUT", template);

/// <summary>Answers DELETE (RFC 9110 section 9.3.5).</summary>
/// <param name="template">Path template, such as <c>/items/{id}</c>.</param>
public sealed class DeleteAttribute([StringSyntax("Route")] string template) : RouteAttribute("DELETE", template);

/// <summary>Answers OPTIONS (RFC 9110 section 9.3.7).</summary>
/// <param name="template">Path template, such as <c>/items/{id}</c>.</param>
public sealed class OptionsAttribute([StringSyntax("Route")] string template) : RouteAttribute("OPTIONS", template);

/// <summary>Answers PATCH (RFC 5789).</summary>
/// <param name="template">Path template, such as <c>/items/{id}</c>.</param>
public sealed class PatchAttribute([StringSyntax("Route")] string template) : RouteAttribute("PATCH", template);
