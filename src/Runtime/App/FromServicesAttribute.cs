namespace Gatehouse;

/// <summary>Binds a handler's parameter to the member of the app that is a <see cref="ServiceAttribute">service</see> of its type.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromServicesAttribute : Attribute;
