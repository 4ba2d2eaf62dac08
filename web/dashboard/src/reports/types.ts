import type { components } from '../api/schema.gen'

type Schemas = components['schemas']
export type Numbers = Schemas['ReportNumbers']
export type Times = Schemas['ReportTimes']
export type Step = Schemas['ReportStep']
export type Overview = Schemas['ReportOverview']
export type Hours = Schemas['ReportHours']
export type HourOfWeek = Schemas['ReportHour']
/** An hour that also says how long those had waited who were answered in it. */
export type AnsweredHour = HourOfWeek & { first_response: Times }
export type Table = Schemas['ReportTable']
export type Row = Schemas['ReportRow']

/** The measures that are plain counts. */
export type Count = { [K in keyof Numbers]: Numbers[K] extends number ? K : never }[keyof Numbers]
