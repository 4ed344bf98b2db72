namespace Gatehouse;

/// <summary>
/// Offers a field or property of the <see cref="GatewayAppAttribute">gateway app</see> by its type, to the constructors of
/// <see cref="HandlersAttribute">handler classes</see> and filters and to handlers that ask for it. It is read after the app
/// was started, and of each type there is one.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class ServiceAttribute : Attribute;
