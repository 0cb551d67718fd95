export { foreignDeviceRoutes } from './foreign-devices.routes.ts';
