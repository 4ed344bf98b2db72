namespace Gatehouse;

/// <summary>
/// Marks a class whose static methods are hooks: they have the names of <see cref="MasterHooks"/>'s properties, take what those
/// take, and are called where those are. For an application that wants its hooks apart; otherwise they stand in the class marked
/// <see cref="GatewayAppAttribute"/>, which needs no second attribute. One class per assembly, at the top level, not generic.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class GatewayHooksAttribute : Attribute;
