using System.Text.Json.Serialization;

namespace Gatehouse;

/// <summary>
/// Names the JSON context of a <see cref="GatewayAppAttribute">gateway app</see>: what handlers take <see cref="FromBodyAttribute">from the
/// body</see>, and what they return as data, is read and written through its metadata, without reflection.
/// </summary>
/// <param name="context">A partial class that derives from <see cref="JsonSerializerContext"/> and declares the types by <see cref="JsonSerializableAttribute"/>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class GatewayJsonAttribute(Type context) : Attribute
{
    /// <summary>The context.</summary>
    public Type Context { get; } = context;
}

/// <summary>
/// Binds a handler's parameter to the request body, as JSON. A body that is missing (unless the parameter may be null), of another media
/// type (415), invalid, or that does not fit the type is answered with a problem document (RFC 9457).
/// </summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromBodyAttribute : Attribute;
