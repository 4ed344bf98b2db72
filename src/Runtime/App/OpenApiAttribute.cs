namespace Gatehouse;

/// <summary>
/// Serves an OpenAPI 3.1 document of the app, written at compile time from its routes, the types of its handlers and their
/// documentation comments. The version in it is the project's property <c>Version</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class OpenApiAttribute : Attribute
{
    /// <summary>Path of the document, without parameters. Default: <c>/openapi.json</c>.</summary>
    public string Path { get; set; } = "/openapi.json";

    /// <summary>Title of the interface. Default: the name of the class.</summary>
    public string? Title { get; set; }

    /// <summary>What the interface is for; CommonMark. Default: the summary of the class.</summary>
    public string? Description { get; set; }
}
