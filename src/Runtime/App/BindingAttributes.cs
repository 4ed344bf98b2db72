namespace Gatehouse;

/// <summary>
/// Binds a handler's parameter to the query. A value that is missing, does not parse, or stands there twice where one is asked for is
/// answered with 400 and a problem document (RFC 9457). An array or list takes every value of the name, and is empty where there is none.
/// </summary>
/// <param name="name">Name in the query, compared exactly; null for the parameter's own.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromQueryAttribute(string? name = null) : Attribute
{
    /// <summary>Name in the query; null for the parameter's own.</summary>
    public string? Name { get; } = name;
}

/// <summary>
/// Binds a handler's parameter to a header field. A field that is missing or does not parse is answered with 400 and a problem document
/// (RFC 9457). An array or list takes the members of the field's comma-separated list (RFC 9110 section 5.6.1).
/// </summary>
/// <param name="name">Field name, compared without regard to case (RFC 9110 section 5.1).</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromHeaderAttribute(string name) : Attribute
{
    /// <summary>Field name.</summary>
    public string Name { get; } = name;
}

/// <summary>
/// Binds a handler's parameter to a field of the form in the request body, to a <see cref="FormFile"/> or to several, or to the whole
/// <see cref="FormData"/>. The form is read as <see cref="Request.ReadFormAsync"/> reads it, before the handler runs.
/// </summary>
/// <param name="name">Name of the field, compared exactly; null for the parameter's own.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromFormAttribute(string? name = null) : Attribute
{
    /// <summary>Name of the field; null for the parameter's own.</summary>
    public string? Name { get; } = name;
}
